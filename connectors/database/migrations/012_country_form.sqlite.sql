-- The views over these tables get the new columns; a view that the portal made its own stays as it is.

-- while unchanged: balalyk_decided_application
DROP VIEW balalyk_decided_application;
CREATE VIEW balalyk_decided_application AS
SELECT
  a.id AS key, a.changed_at, a.synthetic,
  c.id AS commission_id, c.name_ky AS commission_name_ky, c.name_ru AS commission_name_ru,
  c.place_ky AS commission_place_ky, c.place_ru AS commission_place_ru, c.soate AS commission_soate,
  c.languages AS commission_languages,
  a.protocol_number, a.sitting_date,
  CASE a.decision WHEN 'approved' THEN 1 ELSE 0 END AS approved, a.refusal_grounds,
  a.child_surname, a.child_given_name, a.child_patronymic, a.child_pin, a.child_birth_date,
  a.guardian_surname, a.guardian_given_name, a.guardian_patronymic, a.guardian_pin, a.guardian_birth_date,
  a.guardian_address,
  a.comments, a.amount_per_month,
  k.id AS kindergarten_id, k.name_ky AS kindergarten_name_ky, k.name_ru AS kindergarten_name_ru,
  (SELECT json_group_array(json_object('code', b.code, 'nameKy', b.name_ky, 'nameRu', b.name_ru))
   FROM (SELECT g.code, g.name_ky, g.name_ru FROM application_benefit l JOIN benefit_category g ON g.code = l.category_code
         WHERE l.application_id = a.id ORDER BY l.position) b) AS benefits,
  (SELECT json_group_array(json_object(
            'id', m.id, 'commissionId', m.commission_id, 'surname', m.surname, 'givenName', m.given_name,
            'patronymic', m.patronymic, 'pin', m.pin, 'positionKy', m.position_ky, 'positionRu', m.position_ru,
            'role', m.role, 'active', m.active,
            'workplaceKy', m.workplace_ky, 'workplaceRu', m.workplace_ru, 'phone', m.phone, 'email', m.email))
   FROM (SELECT p.* FROM application_attendance l JOIN commission_member p ON p.id = l.member_id
         WHERE l.application_id = a.id ORDER BY l.position) m) AS members,
  (SELECT json_group_array(json_object('ky', shown.name_ky, 'ru', shown.name_ru))
   FROM (SELECT name_ky, name_ru FROM application_document WHERE application_id = a.id ORDER BY position) shown) AS documents,
  a.application_number, a.received_at, a.guardian_kinship, a.guardian_phone, a.guardian_email,
  a.child_place_soate, a.child_place_ky, a.child_place_ru,
  c.local_body_ky AS commission_local_body_ky, c.local_body_ru AS commission_local_body_ru
FROM application a
JOIN commission c ON c.id = a.commission_id
LEFT JOIN kindergarten k ON k.id = a.kindergarten_id
WHERE a.decision IS NOT NULL;

-- while unchanged: balalyk_meal_subsidy
DROP VIEW balalyk_meal_subsidy;
CREATE VIEW balalyk_meal_subsidy AS
SELECT
  s.id AS key, s.changed_at, s.synthetic,
  c.id AS commission_id, c.name_ky AS commission_name_ky, c.name_ru AS commission_name_ru,
  c.place_ky AS commission_place_ky, c.place_ru AS commission_place_ru, c.soate AS commission_soate,
  c.languages AS commission_languages,
  s.protocol_number, s.sitting_date,
  s.child_surname, s.child_given_name, s.child_patronymic, s.child_pin, s.child_birth_date,
  k.id AS kindergarten_id, k.name_ky AS kindergarten_name_ky, k.name_ru AS kindergarten_name_ru,
  s.amount_per_day, s.comments, s.upload_id,
  (SELECT json_group_array(json_object(
            'id', m.id, 'commissionId', m.commission_id, 'surname', m.surname, 'givenName', m.given_name,
            'patronymic', m.patronymic, 'pin', m.pin, 'positionKy', m.position_ky, 'positionRu', m.position_ru,
            'role', m.role, 'active', m.active,
            'workplaceKy', m.workplace_ky, 'workplaceRu', m.workplace_ru, 'phone', m.phone, 'email', m.email))
   FROM (SELECT p.* FROM meal_attendance l JOIN commission_member p ON p.id = l.member_id
         WHERE l.meal_subsidy_id = s.id ORDER BY l.position) m) AS members,
  c.local_body_ky AS commission_local_body_ky, c.local_body_ru AS commission_local_body_ru
FROM meal_subsidy s
JOIN commission c ON c.id = s.commission_id
LEFT JOIN kindergarten k ON k.id = s.kindergarten_id;

-- while unchanged: balalyk_voucher_holder
DROP VIEW balalyk_voucher_holder;
CREATE VIEW balalyk_voucher_holder AS
SELECT
  v.id AS key, v.changed_at, v.synthetic,
  k.id AS kindergarten_id, k.name_ky AS kindergarten_name_ky, k.name_ru AS kindergarten_name_ru,
  c.id AS commission_id, c.name_ky AS commission_name_ky, c.name_ru AS commission_name_ru,
  c.place_ky AS commission_place_ky, c.place_ru AS commission_place_ru, c.soate AS commission_soate,
  c.languages AS commission_languages,
  (SELECT json_object(
            'id', m.id, 'commissionId', m.commission_id, 'surname', m.surname, 'givenName', m.given_name,
            'patronymic', m.patronymic, 'pin', m.pin, 'positionKy', m.position_ky, 'positionRu', m.position_ru,
            'role', m.role, 'active', m.active,
            'workplaceKy', m.workplace_ky, 'workplaceRu', m.workplace_ru, 'phone', m.phone, 'email', m.email)
   FROM commission_member m WHERE m.commission_id = c.id AND m.role = 'chairperson' AND m.active = 1
   ORDER BY m.id LIMIT 1) AS chairperson,
  v.child_surname, v.child_given_name, v.child_patronymic, v.amount_per_month, v.valid_from, v.valid_to,
  v.protocol_number, v.protocol_date,
  c.local_body_ky AS commission_local_body_ky, c.local_body_ru AS commission_local_body_ru
FROM voucher v
JOIN kindergarten k ON k.id = v.kindergarten_id
JOIN commission c ON c.id = k.commission_id;
